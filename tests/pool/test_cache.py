from jupyter_al.pool._cache import MediaCache
from jupyter_al.pool.media import Media


def _media(size):
    return Media("image", data=bytes(size))


def test_the_oldest_go_when_there_are_too_many_bytes():
    cache = MediaCache(limit=3_000)
    for position in range(3):
        cache.put(position, _media(700))
    assert cache.get(0) is not None  # now the youngest
    cache.put(3, _media(700))
    assert [cache.get(position) is not None for position in range(4)] == [True, False, True, True]


def test_what_is_larger_than_the_cache_is_not_kept_and_drives_nothing_out():
    cache = MediaCache(limit=1_000)
    cache.put(0, _media(100))
    cache.put(1, _media(5_000))
    assert cache.get(1) is None
    assert cache.get(0) is not None


def test_putting_an_item_twice_counts_it_once():
    cache = MediaCache(limit=2_000)
    for _ in range(10):
        cache.put(0, _media(700))
    cache.put(1, _media(700))
    assert cache.get(0) is not None
    assert cache.get(1) is not None
