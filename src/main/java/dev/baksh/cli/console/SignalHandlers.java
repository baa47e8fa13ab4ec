package dev.baksh.cli.console;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * The signals of this process. JLine's own class for them looks for a logger first, through the whole class path, which is a
 * good part of the time until a one-liner begins.
 */
public final class SignalHandlers {
    private SignalHandlers() {}

    /** Runs this at each such signal from now on; where the system has none of this name, or keeps it, nothing changes. */
    public static void register(String name, Runnable action) {
        try {
            // By their names, since javac warns of every mention of these two, and cannot be told not to.
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object handlerProxy = Proxy.newProxyInstance(
                    SignalHandlers.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, args) -> {
                        if (method.getDeclaringClass() == Object.class) return invokeObjectMethod(proxy, method, args);
                        action.run();
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), handlerProxy);
        } catch (InvocationTargetException e) {
            return; // Windows has no HUP, and a JVM that was started with -Xrs takes none.
        } catch (ReflectiveOperationException e) {
            return; // A JVM without signals.
        }
    }

    private static Object invokeObjectMethod(Object proxy, Method method, Object[] args) {
        return switch (method.getName()) {
            case "equals" -> proxy == args[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> "signal";
        };
    }
}
