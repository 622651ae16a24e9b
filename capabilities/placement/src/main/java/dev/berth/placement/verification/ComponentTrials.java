package dev.berth.placement.verification;

import dev.berth.catalog.profile.Machine;
import dev.berth.core.ProblemException;
import dev.berth.placement.model.PlacementOption;
import dev.berth.placement.model.PlacementOption.Second;
import dev.berth.placement.report.UnitText;
import dev.berth.placement.scenario.ProfiledModel;
import dev.berth.placement.scenario.Scenario;
import dev.berth.placement.scenario.Variant;
import dev.berth.placement.scenario.Variant.Origin;
import dev.berth.placement.verification.replay.MeasuredVariants;
import dev.berth.placement.verification.replay.MeasuredVariants.VariantName;
import dev.berth.placement.verification.replay.ModelTrial;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Trials of the models of a plan on this machine, one at a time, before its sites are run: a
/// service then takes the times that the model really has, scaled to the speed of its site. What
/// has no model is emulated from its numbers alone. Not thread-safe.
final class ComponentTrials {
    static final String EMULATED = "emulated";

    private final Scenario scenario;
    private final ModelTrial trial;
    private final Consumer<String> progress;
    private final Map<VariantName, ModelTrial.Result> results = new HashMap<>();
    private final Map<VariantName, String> executions = new HashMap<>();

    ComponentTrials(Scenario scenario, ModelTrial trial, Consumer<String> progress) {
        this.scenario = scenario;
        this.trial = trial;
        this.progress = progress;
    }

    /// Measures the variants of an option, each once. Blocks.
    void measure(PlacementOption option) throws IOException, InterruptedException {
        for (VariantName key : keys(option)) {
            Variant variant = variant(key);
            if (executions.containsKey(key)) {
                continue;
            }
            Optional<ProfiledModel> model =
                    variant.origin() instanceof Origin.Profile profile
                            ? profile.model()
                            : Optional.empty();
            executions.put(key, model.isEmpty() ? EMULATED : measured(key, variant, model.get()));
        }
    }

    private String measured(VariantName key, Variant variant, ProfiledModel model)
            throws IOException, InterruptedException {
        progress.accept("measuring " + model.name());
        ModelTrial.Result result;
        try {
            result = trial.run(model);
        } catch (ProblemException e) {
            return EMULATED + ", since it cannot run here: " + e.problem().message();
        }
        results.put(key, result);
        return model.name()
                + " run here: "
                + UnitText.seconds(result.time().median())
                + " in the median of "
                + result.calls()
                + " calls, by its profile "
                + UnitText.seconds(variant.time().median())
                + other(model);
    }

    /// What makes the two incomparable.
    private static String other(ProfiledModel model) {
        Machine here = Machine.local(Map.of());
        return here.cpu().equals(model.cpu()) && here.cores() == model.cores()
                ? ""
                : " on another machine, " + model.cores() + " x " + model.cpu();
    }

    private Variant variant(VariantName key) {
        return scenario.components().stream()
                .filter(component -> component.name().equals(key.component()))
                .flatMap(component -> component.findVariant(key.variant()).stream())
                .findFirst()
                .orElseThrow();
    }

    private static Set<VariantName> keys(PlacementOption option) {
        Set<VariantName> keys = new LinkedHashSet<>();
        keys.add(new VariantName(option.component(), option.variant()));
        option.second()
                .map(Second::variant)
                .ifPresent(second -> keys.add(new VariantName(option.component(), second)));
        return keys;
    }

    /// How an option's services are executed.
    String execution(PlacementOption option) {
        List<String> texts =
                keys(option).stream()
                        .map(key -> executions.getOrDefault(key, EMULATED))
                        .distinct()
                        .toList();
        return String.join("; ", texts);
    }

    MeasuredVariants measured() {
        return new MeasuredVariants(results);
    }
}
