package dev.berth.catalog.feature;

import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureService;
import dev.berth.core.system.ValidationError;
import java.util.ArrayList;
import java.util.List;

/// Check for feature services with the name of a model: by one name callers would mean the features
/// of either.
final class ServiceNames {
    private ServiceNames() {}

    static List<ValidationError> errors(List<String> models, FeatureDefinitions features) {
        List<ValidationError> errors = new ArrayList<>();
        for (FeatureService service : features.services().values()) {
            String name = service.reference().name().value();
            if (models.contains(name)) {
                errors.add(
                        new ValidationError(
                                service.location(),
                                "/services/" + name,
                                "the service '" + name + "', which is the name of a model too",
                                "a name that no model has: the model's stands for its features",
                                "rename the service"));
            }
        }
        return errors;
    }
}
