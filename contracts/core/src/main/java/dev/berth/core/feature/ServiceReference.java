package dev.berth.core.feature;

import java.util.Comparator;

/// One version of one feature service, written `service@version`.
///
/// @param version from 1 on
public record ServiceReference(ServiceName name, int version)
        implements Comparable<ServiceReference> {
    private static final Comparator<ServiceReference> ORDER =
            Comparator.comparing(ServiceReference::name)
                    .thenComparingInt(ServiceReference::version);

    public ServiceReference {
        if (version < 1) {
            throw new IllegalArgumentException("version: " + version + " (expected: at least 1)");
        }
    }

    public static ServiceReference of(String name, int version) {
        return new ServiceReference(new ServiceName(name), version);
    }

    @Override
    public int compareTo(ServiceReference other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return name + "@" + version;
    }
}
