package dev.baksh.client.api

import spock.lang.Specification

import java.util.function.Supplier

class ApiCallSpec extends Specification {
    static final ApiCall CALL = new ApiCall('px.roles.update', 'PUT', 'rbac/roles', [page: 1], [name: 'ops'], Effect.ENSURE, 'role', null,
        new ApiCall.Target('px.roles.update', '7', 'ops', ['a']), { 'role.delete' } as Supplier<String>,
        new ObjectIdentity('role', { 'id 7' } as Supplier<String>))

    def "a copy with another #component keeps all other components"() {
        when:
        ApiCall copy = change(CALL)

        then:
        ApiCall.recordComponents.findAll { it.accessor.invoke(copy) != it.accessor.invoke(CALL) }*.name == [component]

        where:
        component     | change
        'description' | { ApiCall call -> call.withDescription('x') }
        'path'        | { ApiCall call -> call.withPath('x') }
        'query'       | { ApiCall call -> call.withQuery(size: 2) }
        'body'        | { ApiCall call -> call.withBody([:]) }
        'effect'      | { ApiCall call -> call.withEffect(Effect.DANGER) }
        'result'      | { ApiCall call -> call.withResult(Catalog.of('px').noun('roles')) }
        'target'      | { ApiCall call -> call.withTarget(null) }
        'target'      | { ApiCall call -> call.withNames(['b']) }
        'loss'        | { ApiCall call -> call.withLoss(null) }
        'identity'    | { ApiCall call -> call.withIdentity(null) }
    }
}
