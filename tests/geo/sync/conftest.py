"""Viewpoints to publish, and a client that keeps a copy as the reference says."""

from tests.publishing.conftest import *  # noqa: F403 - kind, make, publish

URL = "/api/v1/changes"


class Copy:
    """An app's copy of what is published: brought up to date as docs/reference/sync.md tells."""

    def __init__(self, client, **asked):
        self.client, self.asked = client, asked
        self.version, self.records, self.next = 0, {}, None

    def page(self):
        """Take one page in; whether more follow."""
        address = self.next or URL
        given = {} if self.next else {"since": self.version, **self.asked}
        answer = self.client.get(address, given)
        assert answer.status_code == 200, answer.content
        told = answer.json()
        for change in told["changes"]:
            key = change["collection"], change["id"]
            if "deleted" in change:
                self.records.pop(key, None)
            else:
                self.records[key] = change["record"]
        self.next = told["next"]
        self.version = told["version"]
        return bool(self.next)

    def bring_up_to_date(self):
        while self.page():
            pass
        return self.records


def public_rows(client, collection, **asked):
    """What the collection's list tells, by collection and id."""
    items = client.get(f"/api/v1/{collection}", {"limit": 1000, **asked}).json()["items"]
    return {(collection, item["id"]): item for item in items}
