package dev.baksh.client.px.gateway

import dev.baksh.client.api.Catalog
import dev.baksh.client.api.Effect
import dev.baksh.client.api.Operation
import spock.lang.Shared
import spock.lang.Specification

import java.nio.file.Files
import java.nio.file.Path

/** Generated catalogue; {@code mvn test -Dtest=GatewayCatalogSpec -Dcatalog.write=true} writes the file. */
class GatewayCatalogSpec extends Specification {
    static final Path FILE = Path.of('src/main/resources/dev/baksh/catalog/px-gateway.json')

    @Shared
    final Map swagger = GatewayCatalogGenerator.readSwagger()

    @Shared
    Catalog catalog

    def setupSpec() {
        final String text = new GatewayCatalogGenerator(swagger).toJson()
        if (Boolean.getBoolean('catalog.write')) Files.writeString(FILE, text)
        assert Files.readString(FILE) == text
        catalog = Catalog.of('px-gateway')
    }

    def "the catalog has the 104 operations of the gateway, two await and two why operations"() {
        given:
        List<Operation> allOperations = catalog.nouns().values()*.operations()*.values().flatten()

        expect:
        allOperations.findAll { it.method() }.size() == 104
        allOperations.findAll { !it.method() }*.id() == ['px.backups.await', 'px.backups.why', 'px.restores.await', 'px.restores.why']
    }

    def "#rpc is #method #path with its query and body"() {
        given:
        List<String> nounAndVerb = GatewayCatalogGenerator.nounAndVerb(rpc)
        Operation operation = catalog.noun(nounAndVerb[0]).operation(nounAndVerb[1])
        List parameters = swagger.paths[path][method.toLowerCase()].parameters ?: []
        Map body = parameters.find { it.in == 'body' }
        Set<String> bodyFields = body ? swagger.definitions[body.schema.'$ref' - '#/definitions/'].get('properties').keySet() : []

        expect:
        operation.method() == method
        operation.path('') == path
        operation.query().keySet() - 'only' == parameters.findAll { it.in == 'query' || it.in == 'path' && it.name != 'name' }*.name as Set
        operation.body().keySet() == bodyFields

        where:
        [rpc, method, path] << GatewayCatalogGenerator.readSwagger().paths.collectMany { pathName, methods -> methods.collect { methodName, operationSpec -> [operationSpec.operationId, methodName.toUpperCase(), pathName] } }
    }

    def "#effect is #ids"() {
        expect:
        catalog.nouns().values()*.operations()*.values().flatten()
            .findAll { it.effect() == effect }*.id().collect { it - 'px.' }.toSorted() == ids

        where:
        effect        || ids
        Effect.START  || ['backups.create', 'backups.retryBackupResources', 'managedClusters.bulkAdd']
        Effect.DANGER || ['backupLocations.delete', 'backups.delete', 'cloudCredentials.delete', 'clusterDiscoveryConfigs.delete',
                          'clusters.delete', 'clusters.unshare', 'gatewayRoles.delete', 'organizations.delete', 'receivers.delete',
                          'recipients.delete', 'restores.create', 'restores.delete', 'rules.delete', 'schedulePolicies.delete',
                          'schedules.delete', 'schedules.deleteMany', 'volumeResourceOnlyPolicies.delete']
    }

    def "a POST or PUT without a change is a read"() {
        expect:
        catalog.nouns().values()*.operations()*.values().flatten()
            .findAll { it.effect() == Effect.READ && it.method() && it.method() != 'GET' }*.id()*.minus('px.').toSorted() ==
            ['backupLocations.validate', 'backups.enumerate', 'backups.getBackupResourceDetails', 'clusters.enumerate',
             'schedules.enumerate', 'volumeResourceOnlyPolicies.enumerate']
    }
}
