"""The shapes that short texts of a pack must have, each with the words that tell an author of it."""

ITEM = r"^[a-z0-9-]{3,48}$"
CONCEPT = r"^[A-Z]{2,4}-C[0-9]{2,3}$"
TOPIC = r"^[a-z][a-z0-9_]{1,31}$"
ESSAY = r"^[a-z][a-z0-9-]{2,31}$"
SLUG = r"^[a-z][a-z0-9-]{1,23}$"
TASK = r"^[1-9](\.[1-9][0-9]?){0,2}$"
STATEMENT = r"^[1-9]\.[1-9][0-9]?$"
PAGE = r"^[A-Za-z0-9][\w./-]+$"
SECURE_ADDRESS = r"^https://[^\s]+$"
ADDRESS = r"^https?://[^\s]+$"

IN_WORDS = {
    ITEM: "an ID of 3 to 48 lowercase letters, digits, and hyphens, such as my-question",
    CONCEPT: "the code of a concept, such as ME-C06",
    TOPIC: "2 to 32 lowercase letters, digits, and underscores, with a letter first",
    ESSAY: "an ID of 3 to 32 lowercase letters, digits, and hyphens, with a letter first",
    SLUG: "an ID of 2 to 24 lowercase letters, digits, and hyphens, with a letter first",
    TASK: "a domain, a task statement, or an objective, such as 1, 1.2, or 1.2.6",
    STATEMENT: "a task statement, such as 1.2",
    PAGE: "a page of docs.aws.amazon.com, without the address before it and without .html",
    SECURE_ADDRESS: "an address that begins with https:// and contains no spaces",
    ADDRESS: "an address that begins with https:// or http:// and contains no spaces",
}
