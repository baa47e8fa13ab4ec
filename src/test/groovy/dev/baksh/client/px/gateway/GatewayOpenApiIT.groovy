package dev.baksh.client.px.gateway

import com.fasterxml.jackson.databind.ObjectMapper
import dev.baksh.Slow
import dev.baksh.client.api.BakshException
import dev.baksh.client.api.Catalog
import dev.baksh.client.api.ExitCode
import dev.baksh.client.api.NoticeListener
import dev.baksh.client.api.Noun
import dev.baksh.client.api.Operation
import dev.baksh.client.api.Row
import dev.baksh.client.api.Rows
import dev.baksh.client.config.ServerConfig
import dev.baksh.client.exchange.ClientFixture
import dev.baksh.client.px.PxClient
import dev.baksh.client.resource.Invocation
import spock.lang.AutoCleanup
import spock.lang.Requires
import spock.lang.Shared
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.TimeUnit

/**
 * All operations of the gateway against a mock server that Stoplight's Prism builds from the Swagger file. By hand:
 * {@code npm install --prefix target/prism @stoplight/prism-cli}, then {@code mvn -Pslow surefire:test@launcher
 * -Dtest=GatewayOpenApiIT -Dbaksh.prism=target/prism/node_modules/.bin/prism}.
 *
 * <p>The spec makes the file stricter: objects must not have undocumented fields.
 */
@Slow
@Requires({ System.getProperty('baksh.prism') })
class GatewayOpenApiIT extends Specification {
    static final Map SWAGGER = GatewayCatalogGenerator.readSwagger()
    static final Map DEFINITIONS = SWAGGER.definitions

    @Shared
    @TempDir
    Path folder

    @Shared
    @AutoCleanup
    ClientFixture fixture = new ClientFixture()

    @Shared
    Process prism

    @Shared
    PxClient client

    def setupSpec() {
        DEFINITIONS.values().findAll { it.get('properties') }.each { it.additionalProperties = false }
        Path file = folder.resolve('strict.json')
        Files.writeString(file, new ObjectMapper().writeValueAsString(SWAGGER))
        int port = new ServerSocket(0).withCloseable { it.localPort }
        ProcessBuilder builder = new ProcessBuilder(System.getProperty('baksh.prism'), 'mock', '-h', '127.0.0.1',
            '-p', port.toString(), file.toString())
        Path log = folder.resolve('prism.log')
        prism = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start()
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(3)
        while (!log.toFile().text.contains('Prism is listening')) {
            assert prism.alive && System.nanoTime() < deadline: log.toFile().text
            prism.waitFor(300, TimeUnit.MILLISECONDS)
        }
        ServerConfig server = ClientFixture.serverConfig('px', new URI("http://127.0.0.1:$port"))
        client = new PxClient(server, Catalog.of('px', PxClient.GATEWAY_CATALOG), fixture.createExecutor(server, PxClient.dialect()),
            fixture.createExecutor(server, PxClient.gatewayDialect()), new SilentNotices())
    }

    def cleanupSpec() {
        prism?.destroy()
    }

    def "all 104 operations are accepted: method, path, names in the query, shape of the body"() {
        given:
        List<Operation> all = client.catalog().nouns().values()*.operations()*.values().flatten()
            .findAll { Operation it -> it.method() && it.paths().values().any { it.startsWith('/v1/') } }

        when:
        Map<String, String> refused = [:]
        all.each { Operation operation ->
            try {
                Object result = client.invoke(invocationOf(operation))
                if (result instanceof Rows) result.iterator().hasNext()
            } catch (BakshException e) {
                // The mock stores nothing: the response to the create of an organization is empty, and the list contains another organization.
                boolean accepted = e.exit() == ExitCode.UNFINISHED && e.message.endsWith('was accepted, but the object could not be read afterwards')
                if (!accepted) refused[operation.id()] = e.message
            }
        }
        println "accepted: ${all.size() - refused.size()} of ${all.size()}"
        refused.each { println it }

        then:
        all.size() == 104
        refused == [:]
    }

    def "a request that is not in the Swagger file is rejected"() {
        when:
        client.sendRaw(method, path, query, body)

        then:
        BakshException e = thrown()
        e.message.contains("-> $status")

        where:
        method | path                | query        | body                                     || status
        'GET'  | '/v1/nothing'       | [:]          | null                                     || 404
        'POST' | '/v1/backup'        | [:]          | [namespace: ['shop']]                    || 422
        'POST' | '/v1/backup'        | [:]          | [metadata: [nmae: 'x']]                  || 422
        'GET'  | '/v1/cluster/default' | [include_secrets: 'maybe'] | null                       || 422
    }

    private Invocation invocationOf(Operation operation) {
        Noun noun = client.catalog().noun(operation.noun())
        Map spec = SWAGGER.paths[operation.path('')][operation.method().toLowerCase()]
        Row row = operation.onRow() ? new Row(noun, [metadata: new Row(null, [name: 'thing-1', uid: 'uid-1', org_id: 'default'])]) : null
        Map named = [:]
        Map block = [:]
        spec.parameters.each { Map parameter ->
            if (parameter.in == 'query') named[parameter.name] = sampleValue(parameter, 0)
            if (parameter.in == 'path' && !(parameter.name in ['name', 'org_id'])) named[parameter.name] = sampleValue(parameter, 0)
            if (parameter.in == 'body') DEFINITIONS[definitionName(parameter.schema)].get('properties').each { field, schema ->
                if (field != 'metadata') block[field] = sampleValue(schema, 0)
            }
        }
        boolean names = operation.verb() == 'create' && operation.body().containsKey('metadata')
            || !operation.onRow() && operation.path('').contains('{name}')
        new Invocation(operation, row, names ? ['thing-1'] : [], named, block)
    }

    private static Object sampleValue(Map schema, int depth) {
        if (schema['$ref']) return sampleValue(DEFINITIONS[definitionName(schema)], depth)
        if (schema.enum) return schema.enum.find { it != 'Invalid' } ?: schema.enum[0]
        switch (schema.type) {
            case 'boolean': return true
            case 'integer': return 1
            case 'number': return 1.5
            case 'array': return depth > 4 ? [] : [sampleValue(schema.items, depth + 1)]
            case 'object':
                Map object = [:]
                if (depth < 4) schema.get('properties')?.each { field, inner -> if (!inner.readOnly) object[field] = sampleValue(inner, depth + 1) }
                return object
        }
        if (schema.format == 'date-time') return '2026-03-04T05:06:07Z'
        schema.format in ['int64', 'uint64'] ? '1' : schema.format == 'byte' ? 'AAAA' : 'text'
    }

    private static String definitionName(Map schema) {
        schema['$ref'] - '#/definitions/'
    }

    private static class SilentNotices implements NoticeListener {
        @Override
        void showProgress(String line) { }

        @Override
        void showNotice(String line) { }

        @Override
        void endProgress() { }
    }
}
