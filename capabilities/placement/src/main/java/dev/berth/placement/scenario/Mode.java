package dev.berth.placement.scenario;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Way in which a component is deployed.
public enum Mode {
    /// In the product on each user's device, changed with a release of the product.
    STATIC,
    /// On each user's device, downloaded and updated.
    CLIENT,
    /// On shared machines.
    SERVER,
    /// Responses computed ahead and kept at a site; misses go to a model on shared machines.
    CACHED,
    /// A small variant on the device, which escalates to a large one on shared machines.
    HYBRID,
    /// Stages before a point at one site, those after it at another.
    CUT;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Mode> findByLabel(String label) {
        return Arrays.stream(values()).filter(mode -> mode.label().equals(label)).findFirst();
    }
}
