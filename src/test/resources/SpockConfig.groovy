import dev.baksh.Scaled
import dev.baksh.Slow

// The system property suite: fast (the default) leaves out what is tagged Slow; slow runs what is tagged Slow or Scaled and
// nothing else; all runs everything.
runner {
    switch (System.getProperty('suite') ?: 'fast') {
        case 'fast':
            exclude Slow
            break
        case 'slow':
            include Slow, Scaled
            break
        case 'all':
            break
        default:
            throw new IllegalArgumentException("suite is fast, slow or all, not ${System.getProperty('suite')}")
    }
}
