package dev.berth.features.online;

import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureService;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.OnDemandView;
import dev.berth.core.feature.ServiceReference;
import dev.berth.core.feature.ViewReference;
import dev.berth.core.system.ValidationError;
import dev.berth.features.ondemand.CompiledOnDemandView;
import dev.berth.features.state.EntityStateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// Result of compiling all feature expressions.
///
/// @param sound the definitions without invalid views and the views that read them
/// @param errors errors with their lines
public record ExpressionCheck(FeatureDefinitions sound, List<ValidationError> errors) {

    public ExpressionCheck {
        errors = List.copyOf(errors);
    }

    public static ExpressionCheck of(FeatureDefinitions definitions) {
        List<ValidationError> errors = new ArrayList<>();
        TreeMap<ViewReference, FeatureView> views = new TreeMap<>();
        for (FeatureView view : definitions.views().values()) {
            List<ValidationError> found = EntityStateFactory.errors(view, definitions);
            errors.addAll(found);
            if (found.isEmpty()) {
                views.put(view.reference(), view);
            }
        }
        TreeMap<ViewReference, OnDemandView> onDemand = new TreeMap<>();
        for (OnDemandView view : definitions.onDemand().values()) {
            List<ValidationError> found = CompiledOnDemandView.errors(view, definitions);
            errors.addAll(found);
            boolean areReadSound =
                    view.reads().values().stream().allMatch(use -> views.containsKey(use.view()));
            if (found.isEmpty() && areReadSound) {
                onDemand.put(view.reference(), view);
            }
        }
        return new ExpressionCheck(
                new FeatureDefinitions(
                        definitions.entities(),
                        definitions.sources(),
                        views,
                        onDemand,
                        definitions.publications(),
                        definitions.functions(),
                        servicesOf(definitions, views, onDemand)),
                errors);
    }

    /// The services whose views are all valid.
    private static TreeMap<ServiceReference, FeatureService> servicesOf(
            FeatureDefinitions definitions,
            TreeMap<ViewReference, FeatureView> views,
            TreeMap<ViewReference, OnDemandView> onDemand) {
        TreeMap<ServiceReference, FeatureService> services = new TreeMap<>(definitions.services());
        services.values()
                .removeIf(
                        service ->
                                service.features().stream()
                                        .map(entry -> entry.selection().feature().view())
                                        .anyMatch(
                                                view ->
                                                        !views.containsKey(view)
                                                                && !onDemand.containsKey(view)));
        return services;
    }
}
