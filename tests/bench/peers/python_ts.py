"""python_ts FILE - what `chz-ts -b 60` counts, by a loop over json.loads."""
import collections
import json
import sys

chats = collections.Counter()
users = collections.defaultdict(set)
with open(sys.argv[1], encoding="utf-8") as lines:
    for line in lines:
        r = json.loads(line)
        if r["type"] != "chat":
            continue
        key = r["stream_id"], r["t_ms"] // 60000 * 60
        chats[key] += 1
        if r.get("user_id") is not None:
            users[key].add(r["user_id"])
for key, n in chats.items():
    print(*key, n, len(users[key]), sep="\t")
