package dev.berth.core.system;

import dev.berth.core.ModelVersion;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/// Policy for which versions of a model serve at the same time.
public sealed interface VersionPolicy {

    /// Of the versions that are there, those that serve, ascending.
    List<ModelVersion> select(Collection<ModelVersion> present);

    /// The greatest versions, this many.
    record Latest(int count) implements VersionPolicy {
        public Latest {
            if (count < 1) {
                throw new IllegalArgumentException("latest: " + count + " (expected: >= 1)");
            }
        }

        @Override
        public List<ModelVersion> select(Collection<ModelVersion> present) {
            return present.stream()
                    .sorted(Comparator.reverseOrder())
                    .limit(count)
                    .sorted()
                    .toList();
        }
    }

    /// Every version.
    record All() implements VersionPolicy {
        @Override
        public List<ModelVersion> select(Collection<ModelVersion> present) {
            return present.stream().sorted().toList();
        }
    }

    /// Exactly these versions.
    record Specific(List<ModelVersion> versions) implements VersionPolicy {
        public Specific {
            versions = List.copyOf(versions);
        }

        @Override
        public List<ModelVersion> select(Collection<ModelVersion> present) {
            return present.stream().filter(versions::contains).sorted().toList();
        }
    }
}
