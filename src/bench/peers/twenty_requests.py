import os

import requests

for id in range(1, 21):
    print(requests.get(os.environ['URL'] + f'/api/aws/policies/{id % 10 + 1}/',
                       headers={'Authorization': 'Bearer ' + os.environ['TOKEN']}, verify=os.environ['CA']).json()['name'])
