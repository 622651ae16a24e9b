package dev.berth.server.contribution;

import dev.berth.contribution.ServerServices;
import java.util.HashMap;
import java.util.Map;

/// The capabilities that one server runs. Filled before it is handed on, and immutable then.
public final class RunningServices implements ServerServices {
    private final Map<Class<?>, Object> services = new HashMap<>();

    public <T> void add(Class<T> type, T service) {
        services.put(type, service);
    }

    @Override
    public <T> T require(Class<T> type) {
        Object found = services.get(type);
        if (found == null) {
            throw new IllegalStateException(
                    "this server has no " + type.getName() + " (expected: one of " + names() + ")");
        }
        return type.cast(found);
    }

    private String names() {
        return String.join(
                ", ", services.keySet().stream().map(Class::getSimpleName).sorted().toList());
    }
}
