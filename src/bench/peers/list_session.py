import os

import requests

count = total = page = 0
with requests.Session() as session:
    session.trust_env = False
    more = True
    while more:
        page += 1
        answer = session.get(os.environ['URL'] + '/api/aws/policies/', params={'page': page, 'page_size': 1000}).json()
        more = answer['next']
        for row in answer['results']:
            count += 1
            total += row['id']
print(count, total)
