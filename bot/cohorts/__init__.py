"""The course of a server's group: a module a week or a fortnight."""
