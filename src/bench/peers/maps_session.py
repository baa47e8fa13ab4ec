import os

import requests

with requests.Session() as session:
    session.verify = os.environ['PX_CA']
    answer = session.post(os.environ['PX_URL'] + '/auth/realms/master/protocol/openid-connect/token', data={
        'grant_type': 'client_credentials', 'client_id': os.environ['PX_ID'], 'client_secret': os.environ['PX_SECRET']})
    session.headers['Authorization'] = 'Bearer ' + answer.json()['access_token']
    rbac = os.environ['PX_URL'] + '/backend/api/pxBackup/rbac/'
    roles = session.get(rbac + 'roles/list', params={'page': 1}).json()['DATA']['data']
    users = session.get(rbac + 'users/list', params={'page': 1}).json()['DATA']['data']
    role = next(role for role in roles if role['metadata']['name'] == 'px-backup-app.user')
    user = next(user for user in users if user['username'] == 'bob')
    for turn in range(100):
        session.post(rbac + 'users/mapRoles/apply', params={'user_id': user['id']},
                     json={'roles': [{'id': role['role_id'], 'name': role['metadata']['name']}]}).raise_for_status()
        session.delete(rbac + 'users/mapRoles/delete', params={
            'user_id': user['id'], 'role_id': role['role_id'], 'role_name': role['metadata']['name']}).raise_for_status()
print('200 writes')
