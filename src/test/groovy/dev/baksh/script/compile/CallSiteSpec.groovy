package dev.baksh.script.compile

import groovy.runtime.metaclass.CustomMetaClassCreationHandle
import org.codehaus.groovy.runtime.callsite.CallSiteArray
import org.codehaus.groovy.runtime.callsite.CallSiteGenerator
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification

import java.lang.reflect.Modifier

/** Spec of the call sites of scripts: Groovy's call sites, without a generated class for each method. */
class CallSiteSpec extends Specification {
    static final String TEXT = '''
        class Box { int value; int plus(int more) { value + more }; static int twice(int n) { 2 * n } }
        def box = new Box(value: 3)
        def out = []
        3.times { i ->
            out << box.plus(i) << box.value << Box.twice(i) << 'abc'.length() << [1, 2].get(1) << Math.max(i, 1) << [4, 5].findAll { it > i + 3 }
        }
        out
    '''

    @Shared
    @AutoCleanup
    URLClassLoader groovy = new URLClassLoader([GroovySystem.protectionDomain.codeSource.location] as URL[], ClassLoader.platformClassLoader)

    static Class<? extends Script> compileText(String text) {
        return new ScriptCompiler(CallSiteSpec.classLoader, Script, []).compile('-e', text)
    }

    def "a script and its closures have the call sites of Groovy"() {
        given:
        Class<? extends Script> script = compileText(TEXT)

        expect:
        [script, script.classLoader.loadClass(script.name + '$_run_closure1')].every {
            it.declaredMethods.any { it.returnType == CallSiteArray || it.name == '$createCallSiteArray' || it.returnType.componentType?.simpleName == 'CallSite' }
        }
    }

    def "they call methods of script classes, of the JDK and of Groovy"() {
        expect:
        compileText(TEXT).getDeclaredConstructor().newInstance().run() ==
                [3, 3, 0, 3, 2, 1, [4, 5]] + [4, 3, 2, 3, 2, 1, [5]] + [5, 3, 4, 3, 2, 2, []]
    }

    def "a value as boolean is its truth, also for null: #text"() {
        expect:
        compileText("return $text").getDeclaredConstructor().newInstance().run() == expected

        where:
        text                                                    || expected
        '[:].x as boolean'                                      || false
        'null as boolean'                                       || false
        "['', 'x', 0, 1, [], [1]].collect { it as boolean }"    || [false, true, false, true, false, true]
        '({ x -> boolean b = x as boolean; b })(null)'          || false
        'null as Boolean'                                       || null
    }

    def "an exception of a method is thrown without a reflection wrapper"() {
        when:
        compileText('class Thrower { def go() { throw new IOException("no such thing") } }; new Thrower().go()').getDeclaredConstructor().newInstance().run()

        then:
        IOException thrown = thrown()
        thrown.message == 'no such thing'
    }

    def "Groovy uses the call site generator of baksh, which has all methods of the Groovy generator"() {
        given:
        Class<?> groovyMethods = groovy.loadClass(CallSiteGenerator.name)
        Set<String> expectedMethods = ['isCompilable', 'compilePogoMethod', 'compilePojoMethod', 'compileStaticMethod']

        expect:
        CallSiteGenerator.protectionDomain.codeSource.location != GroovySystem.protectionDomain.codeSource.location
        groovyMethods.methods.findAll { Modifier.isStatic(it.modifiers) && it.parameterTypes*.simpleName == ['CachedMethod'] }*.name as Set == expectedMethods
        CallSiteGenerator.declaredMethods.findAll { Modifier.isPublic(it.modifiers) && !it.synthetic }*.name as Set == expectedMethods
    }

    def "meta classes are created without a class search"() {
        expect:
        GroovySystem.metaClassRegistry.metaClassCreationHandler instanceof CustomMetaClassCreationHandle
        GroovySystem.metaClassRegistry.metaClassCreationHandler.disableCustomMetaClassLookup
    }
}
