package dev.baksh.script.compile

import groovy.lang.GroovySystem
import org.codehaus.groovy.control.ResolveVisitor
import org.codehaus.groovy.vmplugin.VMPluginFactory
import org.codehaus.groovy.vmplugin.v9.ClassFinder
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification

/** Spec that compares the empty {@code ClassFinder} of baksh with the class of the Groovy version in use. */
class DefaultImportsSpec extends Specification {
    @Shared
    @AutoCleanup
    URLClassLoader groovy = new URLClassLoader([GroovySystem.protectionDomain.codeSource.location] as URL[], ClassLoader.platformClassLoader)

    Map<String, Set<String>> index(ClassLoader loader) {
        Object plugin = loader.loadClass(VMPluginFactory.name).getMethod('getPlugin').invoke(null)
        Object packages = loader.loadClass(ResolveVisitor.name).getField('DEFAULT_IMPORTS').get(null)
        return plugin.getClass().getMethod('getDefaultImportClasses', String[]).invoke(plugin, [packages] as Object[]) as Map<String, Set<String>>
    }

    def "no class search happens at the start"() {
        expect:
        index(getClass().classLoader).isEmpty()
        ClassFinder.protectionDomain.codeSource.location != GroovySystem.protectionDomain.codeSource.location
    }

    def "the default packages of Groovy have no common class name, so their order does not matter"() {
        when:
        Map<String, Set<String>> names = index(groovy)

        then:
        names.size() > 500
        names.findAll { it.value.size() > 1 } == [:]
    }

    def "#name is #type without an import"() {
        expect:
        new GroovyClassLoader().parseClass("class Holder { static Class held = $name }").held == type

        where:
        name          || type
        'Integer'     || Integer
        'Optional'    || Optional
        'IOException' || IOException
        'URI'         || URI
        'BigDecimal'  || BigDecimal
        'Duration'    || java.time.Duration
        'Closure'     || Closure
        'ConfigSlurper' || groovy.util.ConfigSlurper
    }
}
