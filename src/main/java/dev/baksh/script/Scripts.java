package dev.baksh.script;

import dev.baksh.api.BakshException;
import dev.baksh.custody.FileRights;
import groovy.lang.Binding;
import groovy.lang.Script;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.codehaus.groovy.runtime.InvokerHelper;

/** Runs whole texts: runbooks, one-liners, standard input. */
public final class Scripts {
    private final Compiler compiler;
    private final Faults faults;

    public Scripts(Compiler compiler, Faults faults) {
        this.compiler = compiler;
        this.faults = faults;
    }

    /**
     * The value of a runbook's last statement.
     *
     * @throws BakshException (exit 2) when there is no such file or it cannot be read, (exit 3) when its group or all users
     *     may write it
     * @throws ScriptException for everything that goes wrong in it
     */
    public Object run(Path file, Binding binding) {
        return run(file.getFileName().toString(), read(file), binding);
    }

    /**
     * The value of a text's last statement.
     *
     * @param name what the text is called in errors: {@code failover.groovy}, {@code -e}
     * @throws ScriptException for everything that goes wrong in it
     */
    public Object run(String name, String source, Binding binding) {
        return run(compiler.compile(name, source), binding);
    }

    private Object run(Class<? extends Script> script, Binding binding) {
        try {
            return InvokerHelper.createScript(script, binding).run();
        } catch (Throwable e) {
            throw faults.of(e, binding);
        }
    }

    /**
     * A runbook's text; refuses as {@link #run(Path, Binding)} does.
     *
     * @throws BakshException (exit 2, 3)
     */
    public static String read(Path file) {
        try {
            if (Files.isDirectory(file)) throw BakshException.usage(file + " is a folder, not a runbook", null);
            FileRights.check(file);
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw BakshException.usage("there is no file " + file, null);
        } catch (CharacterCodingException e) {
            throw BakshException.usage(file + " is not UTF-8 text", null);
        } catch (AccessDeniedException e) {
            throw BakshException.usage(file + " cannot be read: permission denied", null);
        } catch (IOException e) {
            throw BakshException.usage(file + " cannot be read: " + e.getMessage(), null);
        }
    }
}
