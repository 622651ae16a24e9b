package dev.berth.placement.model;

import dev.berth.placement.scenario.Component;
import dev.berth.placement.scenario.Component.Cache;
import dev.berth.placement.scenario.Component.Cut;
import dev.berth.placement.scenario.Component.Hybrid;
import dev.berth.placement.scenario.Component.Threshold;
import dev.berth.placement.scenario.Distribution;
import dev.berth.placement.scenario.Mode;
import dev.berth.placement.scenario.Scenario;
import dev.berth.placement.scenario.Variant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoubleFunction;
import org.jspecify.annotations.Nullable;

/// Enumeration of the options of one component.
final class OptionCompiler {
    private final Scenario scenario;
    private final SiteNumbers sites;
    private final DoubleFunction<RouteTable> routes;
    private final Component component;
    private final List<CompiledOption> options = new ArrayList<>();

    OptionCompiler(
            Scenario scenario,
            SiteNumbers sites,
            DoubleFunction<RouteTable> routes,
            Component component) {
        this.scenario = scenario;
        this.sites = sites;
        this.routes = routes;
        this.component = component;
    }

    List<CompiledOption> compile() {
        for (int site = 0; site < sites.count(); site++) {
            if (allows(site)) {
                addWhole(site);
                addCached(site);
                addHybrids(site);
                addCuts(site);
            }
        }
        return List.copyOf(options);
    }

    private boolean allows(int site) {
        return component.sites().isEmpty() || component.sites().contains(sites.site(site).name());
    }

    private boolean allows(Mode mode) {
        return component.modes().isEmpty() || component.modes().contains(mode);
    }

    private boolean isOfUser(int site) {
        return sites.site(site).isOfUser();
    }

    private void addWhole(int site) {
        for (Variant variant : component.variants()) {
            if (!isOfUser(site)) {
                addWhole(site, variant, Mode.SERVER, 0, 0);
            } else {
                addWhole(site, variant, Mode.STATIC, scenario.productReleaseSeconds(), 0);
                component
                        .updateSeconds()
                        .ifPresent(
                                seconds ->
                                        addWhole(
                                                site,
                                                variant,
                                                Mode.CLIENT,
                                                seconds,
                                                updateBytes(variant.storageBytes())));
            }
        }
    }

    /// Bytes of updates a month.
    private double updateBytes(double size) {
        return component.updateSeconds().isPresent()
                ? size * Scenario.MONTH_SECONDS / component.updateSeconds().getAsDouble()
                : 0;
    }

    private void addWhole(int site, Variant variant, Mode mode, double stale, double updates) {
        if (!allows(mode)) {
            return;
        }
        var option =
                new PlacementOption(
                        component.name(),
                        mode,
                        variant.name(),
                        sites.site(site).name(),
                        Optional.empty(),
                        OptionalDouble.empty(),
                        variant.quality(),
                        stale);
        add(option, whole(site, variant), null, 0, null, false, 0, 0, updates);
    }

    private void add(
            PlacementOption option,
            Stage first,
            @Nullable Stage second,
            double share,
            @Nullable RouteTable handedOn,
            boolean isReturning,
            double refreshWork,
            double refreshBytes,
            double updateBytes) {
        options.add(
                new CompiledOption(
                        option,
                        first,
                        second,
                        share,
                        handedOn,
                        isReturning,
                        refreshWork,
                        refreshBytes,
                        updateBytes));
    }

    private Stage whole(int site, Variant variant) {
        return stage(
                site,
                variant.time(),
                variant.cores(),
                variant.memoryBytes(),
                variant.storageBytes());
    }

    private Stage stage(int site, Distribution time, double cores, double memory, double storage) {
        return Stage.of(sites, site, time, cores, memory, storage);
    }

    private void addCached(int site) {
        if (component.cache().isEmpty() || !allows(Mode.CACHED)) {
            return;
        }
        Cache cache = component.cache().get();
        for (int second = 0; second < sites.count(); second++) {
            if (allows(second) && !isOfUser(second)) {
                for (Variant variant : component.variants()) {
                    addCached(site, second, variant, cache);
                }
            }
        }
    }

    private void addCached(int site, int second, Variant variant, Cache cache) {
        boolean isOnDevice = isOfUser(site);
        double users = scenario.workload().users();
        double total = cache.isOfUser() ? cache.entries() * users : cache.entries();
        double kept = (isOnDevice ? cache.entries() : total) * cache.entryBytes();
        Stage model = whole(second, variant);
        Stage lookup = stage(site, cache.lookup(), 1, isOnDevice ? 0 : kept, isOnDevice ? kept : 0);
        double sent = site == second ? 0 : isOnDevice ? kept : kept / Math.max(users, 1);
        var option =
                new PlacementOption(
                        component.name(),
                        Mode.CACHED,
                        variant.name(),
                        sites.site(site).name(),
                        Optional.of(
                                new PlacementOption.Second(
                                        variant.name(),
                                        sites.site(second).name(),
                                        1 - cache.hit())),
                        OptionalDouble.empty(),
                        variant.quality(),
                        cache.refreshSeconds());
        add(
                option,
                lookup,
                model,
                1 - cache.hit(),
                null,
                true,
                total / cache.refreshSeconds() * model.work,
                sent * Scenario.MONTH_SECONDS / cache.refreshSeconds(),
                0);
    }

    private void addHybrids(int site) {
        Optional<Hybrid> hybrid = component.hybrid();
        Optional<Variant> small = hybrid.flatMap(each -> component.findVariant(each.small()));
        if (small.isEmpty() || !isOfUser(site) || !allows(Mode.HYBRID)) {
            return;
        }
        for (int second = 0; second < sites.count(); second++) {
            if (!allows(second) || isOfUser(second)) {
                continue;
            }
            for (Variant large : component.variants()) {
                if (!large.equals(small.get())) {
                    for (Threshold threshold : hybrid.get().thresholds()) {
                        addHybrid(site, second, small.get(), large, threshold);
                    }
                }
            }
        }
    }

    private void addHybrid(
            int site, int second, Variant small, Variant large, Threshold threshold) {
        var option =
                new PlacementOption(
                        component.name(),
                        Mode.HYBRID,
                        small.name(),
                        sites.site(site).name(),
                        Optional.of(
                                new PlacementOption.Second(
                                        large.name(),
                                        sites.site(second).name(),
                                        threshold.escalated())),
                        OptionalDouble.of(threshold.confidence()),
                        threshold.quality(),
                        onDeviceStale());
        add(
                option,
                whole(site, small),
                whole(second, large),
                threshold.escalated(),
                null,
                true,
                0,
                0,
                updateBytes(small.storageBytes()));
    }

    private double onDeviceStale() {
        return component.updateSeconds().orElse(scenario.productReleaseSeconds());
    }

    private void addCuts(int site) {
        if (!allows(Mode.CUT)) {
            return;
        }
        for (int second = 0; second < sites.count(); second++) {
            if (second == site || !allows(second)) {
                continue;
            }
            for (Variant variant : component.variants()) {
                for (int cut = 0; cut < component.cuts().size(); cut++) {
                    addCut(site, second, variant, cut);
                }
            }
        }
    }

    private void addCut(int site, int second, Variant variant, int number) {
        Cut cut = component.cuts().get(number);
        boolean isOnDevice = isOfUser(site) || isOfUser(second);
        double onDevice =
                (isOfUser(site) ? cut.memory() : 0) + (isOfUser(second) ? 1 - cut.memory() : 0);
        var option =
                new PlacementOption(
                        component.name(),
                        Mode.CUT,
                        variant.name(),
                        sites.site(site).name(),
                        Optional.of(
                                new PlacementOption.Second(
                                        variant.name(), sites.site(second).name(), 1)),
                        OptionalDouble.of(cut.work()),
                        variant.quality(),
                        isOnDevice ? onDeviceStale() : 0);
        add(
                option,
                part(site, variant, cut.work(), cut.memory()),
                part(second, variant, 1 - cut.work(), 1 - cut.memory()),
                1,
                routes.apply(cut.itemBytes()),
                false,
                0,
                0,
                updateBytes(variant.storageBytes() * onDevice));
    }

    private Stage part(int site, Variant variant, double work, double memory) {
        return stage(
                site,
                variant.time().times(work),
                variant.cores(),
                variant.memoryBytes() * memory,
                variant.storageBytes() * memory);
    }
}
