"""Where a database is, as an operator reads it."""

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.storage.place import address, shown, without_credentials


@pytest.mark.parametrize(
    "written",
    [
        "postgresql://recall:secret@host:5432/recall",
        "postgresql://recall@host/recall?password=secret&sslmode=require",
        "postgres://host/recall?user=recall&sslpassword=secret",
    ],
)
def test_no_password_is_told(written: str) -> None:
    """Wherever an address holds a password, messages name the server and the database without it."""
    told = shown(address(written))
    assert "secret" not in told
    assert "host" in told
    assert told.endswith("/recall")


SECRET = "gehe"
WRITTEN_PLAIN = st.text(st.sampled_from("@:/?&#%[]x1 "), max_size=8)
HOSTS = st.sampled_from(["host", "127.0.0.1:27432", "[::1]:5432"])


@given(before=WRITTEN_PLAIN, behind=WRITTEN_PLAIN, host=HOSTS)
def test_no_part_of_a_password_is_told_however_it_is_written(before: str, behind: str, host: str) -> None:
    """An operator pastes it as it is: the address is read as meant, or refused without a letter of the password."""
    written = f"postgresql://recall:{before}{SECRET}{behind}@{host}/recall"
    try:
        told = shown(address(written))
    except ValueError as error:
        told = str(error)
    assert SECRET not in told
    assert SECRET not in without_credentials(written)


@given(password=st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=12), host=HOSTS)
def test_every_password_can_be_written(password: str, host: str) -> None:
    """With what has a meaning in addresses escaped, as the refusal says."""
    read = address(f"postgresql://recall:{quote(password, safe='')}@{host}/recall")
    assert read.password == password
    assert read.database == "recall"


@pytest.mark.parametrize(
    "written",
    [
        "postgresql://recall:s3@cret@127.0.0.1:27432/recall",
        "postgresql://recall:@cret@host/recall",
        "postgresql://recall:s3@cret:5432@host/recall",
        "postgresql://recall:s3@1/cret@host/recall",
        "postgresql://recall:s3@host/recall@cret?sslmode=require",
    ],
)
def test_an_at_sign_that_is_not_escaped_is_refused_with_how_to_write_it(written: str) -> None:
    """What is behind the first one would be taken for a host, and looked up and logged as one."""
    with pytest.raises(ValueError, match=r"RECALL_DATABASE has an @ too many.*%40.*pass%40word@host") as told:
        address(written)
    assert "cret" not in str(told.value)


def test_an_at_sign_in_a_user_or_a_parameter_is_as_meant() -> None:
    """Some providers' users have one."""
    assert address("postgresql://recall@corp:secret@host/recall").username == "recall@corp"
    assert address("postgresql://host/recall?user=recall@corp").query["user"] == "recall@corp"
    assert address("postgresql://recall@host/re%40call").database == "re@call"


@pytest.mark.parametrize("host", ["::1", "::1:27432", "fe80::1"])
def test_an_ipv6_address_without_brackets_is_refused_with_how_to_write_it(host: str) -> None:
    """Nobody could tell where its port begins."""
    with pytest.raises(ValueError, match=r"RECALL_DATABASE has an IPv6 address.*brackets.*\[::1\]"):
        address(f"postgresql://recall:secret@{host}/recall")
    assert address("postgresql://recall:secret@[::1]:27432/recall").host == "::1"


@pytest.mark.parametrize("where", ["host:{}/recall", "host/recall?port={}", "/recall?host=a,b&port=5432,{}"])
@pytest.mark.parametrize("port", ["99999", "0", "-1", "65536"])
def test_a_port_that_no_server_has_is_refused(where: str, port: str) -> None:
    """Before anything is tried: trying again mends nothing."""
    with pytest.raises(ValueError, match=f"RECALL_DATABASE must name a port from 1 to 65535, and {port} is none"):
        address(f"postgresql://{where.format(port)}")
    assert address(f"postgresql://{where.format('5433')}")
