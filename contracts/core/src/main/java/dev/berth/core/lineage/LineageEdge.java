package dev.berth.core.lineage;

import dev.berth.core.feature.FeatureName;
import java.util.Collections;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;

/// A dependency of one node on another.
///
/// @param from on which the other depends
/// @param features those of a view that are read; empty where no view is read
public record LineageEdge(LineageNode from, LineageNode to, Set<FeatureName> features)
        implements Comparable<LineageEdge> {
    private static final Comparator<LineageEdge> ORDER =
            Comparator.comparing(LineageEdge::from).thenComparing(LineageEdge::to);

    public LineageEdge {
        features = Collections.unmodifiableSet(new TreeSet<>(features));
    }

    @Override
    public int compareTo(LineageEdge other) {
        return ORDER.compare(this, other);
    }
}
