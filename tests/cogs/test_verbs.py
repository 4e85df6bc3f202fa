"""The verbs in custom ids."""

from tests.cogs.table import Table


async def test_no_two_features_answer_to_the_same_verb(laid: Table) -> None:
    """Each verb leads to one handler, so that no feature takes another's presses."""
    verbs = [verb for feature in laid.app.features for verb in feature.handlers]
    assert len(verbs) == len(set(verbs))
