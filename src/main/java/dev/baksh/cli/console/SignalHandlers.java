package dev.baksh.cli.console;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * Utility that registers signal handlers for this process. JLine has a class for this purpose, but it first searches
 * the class path for a logger, which takes a large part of the start-up time of a one-liner.
 */
public final class SignalHandlers {
    private SignalHandlers() {}

    /** Runs the action at each signal of this name. Has no effect if the system does not know the signal, or reserves it. */
    public static void register(String name, Runnable action) {
        try {
            // By reflection, because javac prints a warning for these two classes that cannot be suppressed.
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
            return; // Windows has no HUP, and a JVM with -Xrs handles no signals.
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
