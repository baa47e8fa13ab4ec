package dev.baksh.px

import com.fasterxml.jackson.databind.ObjectMapper
import dev.baksh.Slow
import dev.baksh.api.BakshException
import dev.baksh.api.Catalog
import dev.baksh.api.Exit
import dev.baksh.api.Noun
import dev.baksh.api.Operation
import dev.baksh.api.Row
import dev.baksh.api.Rows
import dev.baksh.config.ServerConfig
import dev.baksh.exchange.Rig
import dev.baksh.resource.Invocation
import dev.baksh.resource.Progress
import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.TimeUnit
import spock.lang.AutoCleanup
import spock.lang.Requires
import spock.lang.Shared
import spock.lang.Specification
import spock.lang.TempDir

/**
 * Every operation of the gateway against a server that a public tool, Stoplight's Prism, makes of the Swagger file alone. By
 * hand: {@code npm install --prefix target/prism @stoplight/prism-cli}, then
 * {@code mvn -Pslow surefire:test@launcher -Dtest=PrismIT -Dbaksh.prism=target/prism/node_modules/.bin/prism}.
 *
 * <p>The file is made stricter before: its objects may hold no field that it does not name.
 */
@Slow
@Requires({ System.getProperty('baksh.prism') })
class PrismIT extends Specification {
    static final Map SWAGGER = GatewayCatalog.swagger()
    static final Map DEFINITIONS = SWAGGER.definitions

    @Shared
    @TempDir
    Path folder

    @Shared
    @AutoCleanup
    Rig rig = new Rig()

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
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(3)
        while (!log.toFile().text.contains('Prism is listening')) {
            assert prism.alive && System.nanoTime() < end: log.toFile().text
            prism.waitFor(300, TimeUnit.MILLISECONDS)
        }
        ServerConfig server = Rig.server('px', new URI("http://127.0.0.1:$port"))
        client = new PxClient(server, Catalog.of('px', PxClient.GATEWAY), rig.exchange(server, PxClient.dialect()),
            rig.exchange(server, PxClient.gatewayDialect()), new Silent(), rig.time, { })
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
                Object answer = client.invoke(said(operation))
                if (answer instanceof Rows) answer.iterator().hasNext()
            } catch (BakshException e) {
                // The mock keeps nothing: of an organization, whose create is answered with nothing, its list shows another.
                boolean accepted = e.exit() == Exit.UNFINISHED && e.message.endsWith('was accepted, and the answer does not show it')
                if (!accepted) refused[operation.id()] = e.message
            }
        }
        println "accepted: ${all.size() - refused.size()} of ${all.size()}"
        refused.each { println it }

        then:
        all.size() == 104
        refused == [:]
    }

    def "a request that the file does not know is refused"() {
        when:
        client.raw(method, path, query, body)

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

    private Invocation said(Operation operation) {
        Noun noun = client.catalog().noun(operation.noun())
        Map spec = SWAGGER.paths[operation.path('')][operation.method().toLowerCase()]
        Row row = operation.onRow() ? new Row(noun, [metadata: new Row(null, [name: 'thing-1', uid: 'uid-1', org_id: 'default'])]) : null
        Map named = [:]
        Map block = [:]
        spec.parameters.each { Map parameter ->
            if (parameter.in == 'query') named[parameter.name] = sample(parameter, 0)
            if (parameter.in == 'path' && !(parameter.name in ['name', 'org_id'])) named[parameter.name] = sample(parameter, 0)
            if (parameter.in == 'body') DEFINITIONS[name(parameter.schema)].get('properties').each { field, schema ->
                if (field != 'metadata') block[field] = sample(schema, 0)
            }
        }
        boolean names = operation.verb() == 'create' && operation.body().containsKey('metadata')
            || !operation.onRow() && operation.path('').contains('{name}')
        new Invocation(operation, row, names ? ['thing-1'] : [], named, block)
    }

    private static Object sample(Map schema, int depth) {
        if (schema['$ref']) return sample(DEFINITIONS[name(schema)], depth)
        if (schema.enum) return schema.enum.find { it != 'Invalid' } ?: schema.enum[0]
        switch (schema.type) {
            case 'boolean': return true
            case 'integer': return 1
            case 'number': return 1.5
            case 'array': return depth > 4 ? [] : [sample(schema.items, depth + 1)]
            case 'object':
                Map object = [:]
                if (depth < 4) schema.get('properties')?.each { field, inner -> if (!inner.readOnly) object[field] = sample(inner, depth + 1) }
                return object
        }
        if (schema.format == 'date-time') return '2026-03-04T05:06:07Z'
        schema.format in ['int64', 'uint64'] ? '1' : schema.format == 'byte' ? 'AAAA' : 'text'
    }

    private static String name(Map schema) {
        schema['$ref'] - '#/definitions/'
    }

    private static class Silent implements Progress {
        @Override
        void now(String line) { }

        @Override
        void note(String line) { }

        @Override
        void end() { }
    }
}
