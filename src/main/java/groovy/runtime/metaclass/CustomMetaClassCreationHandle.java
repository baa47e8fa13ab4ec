package groovy.runtime.metaclass;

import groovy.lang.MetaClassRegistry.MetaClassCreationHandle;

/**
 * Factory of meta classes, which Groovy finds by this class name. It creates the default meta classes without searching the
 * class path for a custom meta class of each class.
 *
 * <p>See src/doc/decisions/short-runs.md.
 */
public final class CustomMetaClassCreationHandle extends MetaClassCreationHandle {
    public CustomMetaClassCreationHandle() {
        setDisableCustomMetaClassLookup(true);
    }
}
