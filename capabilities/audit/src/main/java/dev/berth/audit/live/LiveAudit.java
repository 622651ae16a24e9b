package dev.berth.audit.live;

import dev.berth.audit.finding.Finding;
import dev.berth.catalog.system.CatalogSnapshot;
import java.util.List;

/// Audit of the use of a running server, compared with the description of its system.
public final class LiveAudit {
    private LiveAudit() {}

    /// The anti-patterns in a server's use, in the order of their places.
    ///
    /// @param snapshot the description of the system that the server serves
    public static List<Finding> of(ServerUse use, CatalogSnapshot snapshot) {
        return List.of();
    }
}
