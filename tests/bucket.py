"""An S3 bucket, by a server that speaks its protocol, with the settings of a deployment."""

import pytest

from tourism_backend.settings import s3_storage


@pytest.fixture(scope="module")
def endpoint():
    from moto.server import ThreadedMotoServer  # a second to import

    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    yield "http://{}:{}".format(*server.get_host_and_port())
    server.stop()


@pytest.fixture
def bucket(endpoint, monkeypatch, settings):
    import boto3

    given = {
        "S3_BUCKET": "pictures", "S3_ENDPOINT_URL": endpoint, "S3_REGION": "us-east-1",
        "S3_ACCESS_KEY": "key", "S3_SECRET_KEY": "secret", "S3_ADDRESSING": "path",
        "S3_PREFIX": "media",
    }  # fmt: skip
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    stored = {"default": s3_storage(), "private": s3_storage("private")}
    settings.STORAGES = {**settings.STORAGES, **stored}
    credentials = {"aws_access_key_id": "key", "aws_secret_access_key": "secret"}
    store = boto3.resource("s3", "us-east-1", endpoint_url=endpoint, **credentials)
    made = store.create_bucket(Bucket="pictures")
    yield made
    made.objects.all().delete()
    made.delete()


def keys(bucket):
    return sorted(item.key for item in bucket.objects.all())
