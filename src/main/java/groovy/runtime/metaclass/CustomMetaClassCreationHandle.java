package groovy.runtime.metaclass;

import groovy.lang.MetaClassRegistry.MetaClassCreationHandle;

/**
 * Groovy looks for a class of this name when it begins, and lets it make meta classes. This one makes the usual ones, but does
 * not search the class path for one of each class's own before, which would be found by its name only.
 *
 * <p>See src/doc/decisions/short-runs.md.
 */
public final class CustomMetaClassCreationHandle extends MetaClassCreationHandle {
    public CustomMetaClassCreationHandle() {
        setDisableCustomMetaClassLookup(true);
    }
}
