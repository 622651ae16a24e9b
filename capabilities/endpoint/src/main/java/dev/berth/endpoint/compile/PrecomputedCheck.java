package dev.berth.endpoint.compile;

import dev.berth.core.NearestName;
import dev.berth.core.endpoint.EndpointDescription;
import dev.berth.core.endpoint.PrecomputedPolicy;
import dev.berth.core.signature.Field;
import dev.berth.endpoint.execution.FeatureReadExecution;
import java.util.List;

/// Check of `cached` against an endpoint's inputs.
final class PrecomputedCheck {
    private PrecomputedCheck() {}

    static void run(
            PrecomputedPolicy policy,
            EndpointDescription description,
            List<Field> inputs,
            CompilationErrors errors) {
        List<String> names = inputs.stream().map(Field::name).toList();
        policy.keys().forEach(key -> requireInput("key", key, description, names, errors));
        policy.defaultRecord()
                .keySet()
                .forEach(key -> requireInput("default", key, description, names, errors));
        policy.encryptBy()
                .ifPresent(
                        user -> {
                            requireInput("encrypt-by", user, description, names, errors);
                            inputs.stream()
                                    .filter(field -> field.name().equals(user))
                                    .filter(field -> !isName(field))
                                    .forEach(
                                            field ->
                                                    errors.add(
                                                            description.location(),
                                                            "/cached/encrypt-by",
                                                            "'"
                                                                    + user
                                                                    + "' of type "
                                                                    + field.type(),
                                                            "one text or whole number for each record",
                                                            "name an input that names a user"));
                        });
    }

    private static boolean isName(Field field) {
        return (field.type().isVariable() || field.type().isInteger())
                && FeatureReadExecution.isSingle(field.shape());
    }

    private static void requireInput(
            String key,
            String name,
            EndpointDescription description,
            List<String> names,
            CompilationErrors errors) {
        if (!names.contains(name)) {
            errors.add(
                    description.location(),
                    "/cached/" + key,
                    "'" + name + "', which is no input" + NearestName.hint(name, names),
                    "one of " + String.join(", ", names),
                    "name an input of the endpoint");
        }
    }
}
