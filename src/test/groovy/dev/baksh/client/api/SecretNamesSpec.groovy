package dev.baksh.client.api

import spock.lang.Specification

class SecretNamesSpec extends Specification {
    def "a name marks a secret in each of its spellings: #name"() {
        expect:
        SecretNames.isSecret(name)

        where:
        name << ['password', 'Password', 'PASSWORDS', 'db_password', 'dbPassword', 'passwd', 'pwd', 'passphrase', 'secret', 'client_secret', 'clientSecret', 'client-secret',
                 'clientsecret', 'secretKey', 'secret_access_key', 'token', 'tokens', 'access_token', 'refreshToken', 'service_token', 'tokenValue', 'apiKey', 'api_key', 'api-key', 'APIKey',
                 'apikey', 'x-api-key', 'privateKey', 'private_keys', 'ssh_key', 'encryption_key', 'encryption_key_id', 'accountKey', 'json_key', 'access_key_id', 'kubeconfig', 'gardener_kubeconfig', 'credential',
                 'credentials', 'db_credentials', 'connectionString', 'connection_string', 'Authorization', 'cookie', 'sas', 'totp', 'jwt', 'password_hint', '--api-key',
                 'accesstoken', 'APITOKEN', 'sasToken', 'SAS_TOKEN', 'token2', 'pwd1', 'dbpwd', 'smtppass', 'DB_PASS', 'admin_pw', 'client_key', 'client-key-data', 'tlsKey', 'auth-key', 'credential_json',
                 'credentialsValue', 'client_assertion', 'pagerduty_token', 'nextcloud_token',
                 'decryption_key', 'decryptionKey', 'symmetric_key', 'rsa_key', 'pgp_key', 'server_key', 'ca_key', 'ca.key', 'tls.key', 'pass_key', 'root_key', 'app_key', 'APP_KEY', 'session_key', 'aesKey',
                 'unseal_keys', 'conn_string', 'connStr', 'kennwort', 'Kennwort', '--kennwort', 'basic_auth', 'proxyAuth', 'session_id', 'JSESSIONID', 'bindpw', '.dockerconfigjson', 'contraseña', 'pfx']
    }

    def "a name that only describes a secret marks none: #name"() {
        expect:
        !SecretNames.isSecret(name)

        where:
        name << ['', 'name', 'key', 'keyName', 'key_pair', 'secretName', 'secret_ref', 'password_policy', 'passwordExpiry', 'token_type', 'tokenMinutes', 'page_token', 'nextPageToken',
                 'continuation_token', 'cloud_credential', 'cloudCredentials', 'cloud_credential_ref', 'platform_credential', 'author', 'tokenizer', 'monkey', 'passed', 'compass', 'bypass_cache', 'policies', 'keyring', 'nexttoken',
                 'nextPageTokens', 'paginationToken', 'bypass', 'BYPASS', 'token_cache', 'author_key', 'credential_id',
                 'public_key', 'ssh_public_key', 'primary_key', 'partition_key', 'kms_key_id', 'cache_key', 'topology_key', 'observer_key', 'replica_key', 'specKey', 'tag_key', 'auth', 'oauth', 'oAuth', 'two_factor_auth',
                 'auth_type', 'secretsmanager', 'password_manager']
    }

    def "a value beside a name of a secret is a secret, and a key of a tag is none"() {
        expect:
        SecretNames.isSecretField(name, { siblings[it] }) == isSecret

        where:
        name    | siblings                              || isSecret
        'value' | [name: 'password']                    || true
        'value' | [key: 'API_TOKEN']                    || true
        'value' | [name: 'colour']                      || false
        'Value' | [Key: 'DB_PASSWORD']                  || true
        'value' | [header: 'Authorization']             || true
        'value' | [name: 'API token']                   || true
        'text'  | [name: 'Password was changed']        || false
        'Key'   | [Value: 'blue']                       || false
        'key'   | [:]                                   || true
        'key'   | [value: 'blue']                       || false
        'key'   | [operator: 'In', values: '']          || false
        'auth'  | [:]                                   || true
    }

    def "a line that gives a secret is recognised: #line"() {
        expect:
        SourceRedactor.containsSecret(line) == isGiven

        where:
        line                                              || isGiven
        "px.post('/v1/cloudcredential', [secret_key: 'x'])" || true
        'px.post("/v1/x", ["apiKey" : "x"])'              || true
        "n2ws.users.create('bob') { password 'x' }"       || true
        "password = 'x'"                                  || true
        "setPassword('x')"                                || true
        "headers.put('api-key', 'x')"                     || true
        "passwort = 'x'"                                  || true
        ':run book.groovy --api-key=x'                    || true
        ':run book.groovy --password x'                   || true
        'password = $/x/$'                                || true
        'pinToken: -123'                                  || true
        "get 'http://bob:x@host/'"                        || true
        'get(/http:\\/\\/bob:x@host/)'                     || true
        "n2ws.policies['password']"                       || false
        'px.token'                                        || false
        "println 'no token'"                              || false
        "map(token, 'x')"                                 || false
        "policies.create('x') { key 'v' }"                || false
        "n2ws.get('x/?api_token=abc')"                    || true
        "px.post('/x', 'a=b&password=abc')"               || true
        "px.post('/x', 'a=b&page=2')"                     || false
        'password == other'                               || false
        "px.post('/x', [h: ['Authorization: Bearer x']])"  || true
        'px.post("/x", [c: "password:\\n  x\\n"])'         || true
        'px.post("/x", [pem: "-----BEGIN RSA PRIVATE KEY-----\\nx"])' || true
        "px.post('/x', [args: 'restic --password x'])"    || true
        'println "password: $x"'                          || false
        'x(name: y, password: params.password)'           || false
    }

    def "a source that mentions a secret is redacted, and each change of it changes the result: #source"() {
        expect:
        SourceRedactor.redact(source).replaceAll(/sha256 \w{16}/, 'sha256 H') == redacted

        where:
        source                                              || redacted
        "step('a') { n2ws.policies['b'].backup() }"         || "step('a') { n2ws.policies['b'].backup() }"
        "post('x', [apiKey: 'c', note: \"c \\\" d\"])"      || "post('***', [apiKey: '***', note: '***']) (sha256 H)"
        "[name: 'DB_PASSWORD', value: 'c']"                 || "[name: '***', value: '***'] (sha256 H)"
        'password = 123; size = 5'                          || 'password = ***; size = 5 (sha256 H)'
        '[secret: /c d/, x: \'\'\'e\'\'\']'                 || "[secret: '***', x: '***'] (sha256 H)"
        "// don't show\n[password: 'c']"                    || "/* *** */ [password: '***'] (sha256 H)"
        "/* don't show */ [password: 'c']"                  || "/* *** */ [password: '***'] (sha256 H)"
        "x \'\'\'it's\'\'\', [password: 'c']"               || "x '***', [password: '***'] (sha256 H)"
        'x """say "it" now""", [password: "c"]'             || "x '***', [password: '***'] (sha256 H)"
        "x = /it's/; y([password: 'c'] /2)"                 || "x = '***'; y([password: '***'] /2) (sha256 H)"
        "x(/it's/, [password: 'c'])"                        || "x('***', [password: '***']) (sha256 H)"
        "x(\$/it's/\$, [password: \$/c/\$])"                || "x('***', [password: '***']) (sha256 H)"
        'x("${y.find { it == "it\'s" }}", password: \'c\')'  || "x('***', password: '***') (sha256 H)"
        "put('pin-token', 123, 5); x = [password: [-12]]"   || "put('***', ***, 5); x = [password: [-***]] (sha256 H)"
        "['password': 123, \"token\": 45, size: 6]"         || "['***': ***, '***': ***, size: 6] (sha256 H)"
        'password /* the old one: hunter */ = 5'            || 'password /* *** */ = *** (sha256 H)'
        '// https://bob:pw@host\nx 5'                       || '/* *** */ x 5 (sha256 H)'
        'get(/https:\\/\\/bob:pw@host/)'                     || "get('***') (sha256 H)"
        'get($/https://bob:pw@host/$)'                      || "get('***') (sha256 H)"
        'get("""https://bob:pw@host""")'                    || "get('***') (sha256 H)"
        "x  'a'\n  + 1"                                     || "x 'a' + 1"
        'println px.token'                                  || 'println px.token'
        "px.get('/auth/admin/realms')"                      || "px.get('/auth/admin/realms')"
        "x('-----BEGIN RSA PRIVATE KEY-----c')"             || "x('***') (sha256 H)"
    }

    def "the hash of a redacted source differs for another secret"() {
        expect:
        SourceRedactor.redact("password: 'a'") != SourceRedactor.redact("password: 'b'")
    }

    def "a redacted source is that of its source only, also in the format of an older version"() {
        expect:
        SourceRedactor.isRedacted(SourceRedactor.redact(SOURCE), SOURCE)
        SourceRedactor.isRedacted(SourceRedactor.redact(SOURCE), SOURCE.replace('\n', '  '))
        SourceRedactor.isRedacted("post(\"\"'***'\"\", [password: '***'])" + SourceRedactor.redact(SOURCE).find(/ \(sha.*/), SOURCE)
        SourceRedactor.isRedacted('post("""b""", [password: \'c\'])', SOURCE)
        !SourceRedactor.isRedacted(SourceRedactor.redact(SOURCE), SOURCE.replace("'c'", "'d'"))
        !SourceRedactor.isRedacted('x', 'y')

        where:
        SOURCE = 'post("""b""",\n[password: \'c\'])'
    }

    def "the value of an option that names a secret is hidden"() {
        expect:
        SecretNames.redactArguments(['a', '--password', 'x', '--token=y', '--name', 'z', 'password=x', 'password', '-token', 'y', '--secret', '--flag']) ==
            ['a', '--password', '***', '--token=***', '--name', 'z', 'password=***', 'password', '-token', '***', '--secret', '--flag']
    }

    def "the output of a field hides each text of a secret: #name #value"() {
        expect:
        SecretNames.mask(name, value, fields) == masked

        where:
        name       | value                        | fields                  || masked
        'password' | 'a'                          | [:]                     || '***'
        'password' | ''                           | [:]                     || ''
        'password' | null                         | [:]                     || null
        'secret'   | true                         | [:]                     || true
        'tokens'   | ['a', null, ['b']]           | [:]                     || ['***', null, ['***']]
        'tokens'   | (['a', 'b'] as String[])     | [:]                     || ['***', '***']
        'secret'   | [value: 'a', namespace: 'b'] | [:]                     || [value: '***', namespace: 'b']
        'secret'   | Row.of('data', ['a'], 'x', 1) | [:]                    || [data: ['***'], x: 1]
        'value'    | 'a'                          | [name: 'api_key']       || '***'
        'value'    | 'a'                          | [name: 'colour']        || 'a'
        'value'    | 'a'                          | new TreeMap([(1): 'b']) || 'a'
        'key'      | 'a'                          | [count: 3]              || 'a'
    }

    def "the text of an object without a noun hides its secrets"() {
        expect:
        Row.of('name', 'x', 'secret_key', 'a', 'more', Row.of('tokens', ['b'])).toString() == '{name=x, secret_key=***, more={tokens=[***]}}'
    }
}
