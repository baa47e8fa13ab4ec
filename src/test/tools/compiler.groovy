import org.codehaus.groovy.control.CompilerConfiguration

// The JVM links each invokedynamic instruction with generated code in about 1 ms, and a spec executes most of its calls once.
// GMavenPlus sets the option after this script, so the option is changed during the compilation.
withConfig(configuration) {
    inline(phase: 'CONVERSION') { source, context, classNode ->
        source.configuration.optimizationOptions.put(CompilerConfiguration.INVOKEDYNAMIC, false)
    }
}
