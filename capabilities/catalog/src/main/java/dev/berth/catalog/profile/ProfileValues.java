package dev.berth.catalog.profile;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/// One object of a profile, read so that what is missing or of another type reads as unknown.
record ProfileValues(Map<?, ?> values) {

    static ProfileValues of(Object value) {
        return new ProfileValues(value instanceof Map<?, ?> map ? map : Map.of());
    }

    ProfileValues object(String key) {
        return new ProfileValues(values.get(key) instanceof Map<?, ?> map ? map : Map.of());
    }

    List<ProfileValues> objects(String key) {
        return values.get(key) instanceof List<?> list
                ? list.stream().map(ProfileValues::of).toList()
                : List.of();
    }

    String text(String key) {
        return values.get(key) instanceof String text ? text : "";
    }

    /// A number that counts something or measures its size; a negative one is none.
    OptionalLong count(String key) {
        return values.get(key) instanceof Number number && number.longValue() >= 0
                ? OptionalLong.of(number.longValue())
                : OptionalLong.empty();
    }

    OptionalDouble number(String key) {
        return values.get(key) instanceof Number number
                ? OptionalDouble.of(number.doubleValue())
                : OptionalDouble.empty();
    }

    Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        values.forEach(
                (key, value) -> {
                    if (key instanceof String name && value instanceof String text) {
                        texts.put(name, text);
                    }
                });
        return texts;
    }

    Map<String, Long> counts() {
        Map<String, Long> counts = new LinkedHashMap<>();
        values.forEach(
                (key, value) -> {
                    if (key instanceof String name && value instanceof Number number) {
                        counts.put(name, number.longValue());
                    }
                });
        return counts;
    }
}
