package dev.berth.placement.model;

import dev.berth.placement.scenario.Mode;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/// One way to deploy a component.
///
/// @param variant at `site`; in mode `cached` the one that answers misses
/// @param site where requests arrive: the device of a hybrid, the responses kept of a cache
/// @param second where a share of items goes on to; empty if none does
/// @param parameter confidence of a hybrid, share of the work before a cut
/// @param staleSeconds age that a response or model reaches before it is replaced
public record PlacementOption(
        String component,
        Mode mode,
        String variant,
        String site,
        Optional<Second> second,
        OptionalDouble parameter,
        OptionalDouble quality,
        double staleSeconds) {

    /// Second place of a component.
    ///
    /// @param share of items that come here
    public record Second(String variant, String site, double share) {}

    /// The site whose response is sent on.
    public String outSite() {
        return mode == Mode.CUT ? second.map(Second::site).orElse(site) : site;
    }

    /// The option in words, unique among those of a component.
    public String label() {
        return switch (mode) {
            case STATIC, CLIENT, SERVER -> mode.label() + " at " + site + ", " + variant;
            case CACHED -> "cached at " + site + ", " + variant + " at " + secondSite();
            case HYBRID ->
                    String.format(
                            Locale.ROOT,
                            "hybrid %s at %s, %s at %s below confidence %s",
                            variant,
                            site,
                            second.map(Second::variant).orElse(""),
                            secondSite(),
                            parameter.orElse(0));
            case CUT ->
                    String.format(
                            Locale.ROOT,
                            "cut %s after %s%% at %s, rest at %s",
                            variant,
                            parameter.orElse(0) * 100,
                            site,
                            secondSite());
        };
    }

    private String secondSite() {
        return second.map(Second::site).orElse("");
    }
}
