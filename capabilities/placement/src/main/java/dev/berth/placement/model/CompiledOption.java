package dev.berth.placement.model;

import org.jspecify.annotations.Nullable;

/// Option with the numbers that follow from it.
final class CompiledOption {
    final PlacementOption option;
    final Stage first;
    final @Nullable Stage second;

    /// Share of items that go on to the second stage.
    final double share;

    /// What is sent to the second stage; null for the component's own input.
    final @Nullable RouteTable handedOn;

    /// Whether the response of the second stage goes back to the site of the first.
    final boolean isReturning;

    /// Core-seconds a second at the second site for responses made ahead.
    final double refreshWork;

    /// Bytes a month and user from the second site to the first, for responses made ahead.
    final double refreshBytes;

    /// Bytes a month and user to the first site, for updates of the model.
    final double updateBytes;

    CompiledOption(
            PlacementOption option,
            Stage first,
            @Nullable Stage second,
            double share,
            @Nullable RouteTable handedOn,
            boolean isReturning,
            double refreshWork,
            double refreshBytes,
            double updateBytes) {
        this.option = option;
        this.first = first;
        this.second = second;
        this.share = share;
        this.handedOn = handedOn;
        this.isReturning = isReturning;
        this.refreshWork = refreshWork;
        this.refreshBytes = refreshBytes;
        this.updateBytes = updateBytes;
    }

    /// The site that the response is sent from.
    int outSite() {
        return second != null && !isReturning ? second.site : first.site;
    }
}
