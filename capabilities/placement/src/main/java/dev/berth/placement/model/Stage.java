package dev.berth.placement.model;

import dev.berth.placement.scenario.Distribution;
import dev.berth.placement.scenario.Site;

/// Work of an option at one site.
///
/// Times that keep more cores busy than the site has take longer in proportion.
final class Stage {
    final int site;
    final Distribution time;

    /// Cores that one item keeps busy here.
    final double cores;

    /// Core-seconds of an item, in the mean.
    final double work;

    final double meanSeconds;
    final double meanSquareSeconds;
    final double memoryBytes;
    final double storageBytes;

    private Stage(
            int site,
            Distribution time,
            double cores,
            double work,
            double memoryBytes,
            double storageBytes) {
        this.site = site;
        this.time = time;
        this.cores = cores;
        this.work = work;
        this.meanSeconds = time.mean();
        this.meanSquareSeconds = time.meanSquare();
        this.memoryBytes = memoryBytes;
        this.storageBytes = storageBytes;
    }

    /// @param time on one machine of the profiles, with `cores` cores busy
    static Stage of(
            SiteNumbers sites,
            int site,
            Distribution time,
            double cores,
            double memoryBytes,
            double storageBytes) {
        Site place = sites.site(site);
        double busy = Math.min(cores, place.cores());
        Distribution here = time.times(cores / busy / place.speed());
        return new Stage(site, here, busy, here.mean() * busy, memoryBytes, storageBytes);
    }
}
