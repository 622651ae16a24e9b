package dev.berth.placement.report;

import java.util.List;

/// The eight considerations of a deployment, answered for one component.
///
/// @param origins of the numbers of its variants
public record Considerations(String component, List<Answer> answers, List<String> origins) {
    /// Answer to one consideration.
    ///
    /// @param consideration such as `input data`
    public record Answer(String consideration, String text) {}

    public Considerations {
        answers = List.copyOf(answers);
        origins = List.copyOf(origins);
    }
}
