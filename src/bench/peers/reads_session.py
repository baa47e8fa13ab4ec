import os
import sys

import requests

with requests.Session() as session:
    session.headers['Authorization'] = 'Bearer ' + os.environ['TOKEN']
    session.verify = os.environ['CA']
    for id in range(1, int(sys.argv[1]) + 1):
        print(session.get(os.environ['URL'] + f'/api/aws/policies/{id % 10 + 1}/').json()['name'])
