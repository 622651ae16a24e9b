package dev.berth.cards.part;

import java.util.List;
import java.util.Optional;

/// What hubs of models show and search by, as authors declare it.
///
/// @param languages codes of ISO 639
/// @param datasets identifiers of training data
/// @param baseModels identifiers of the models that it was made from
/// @param pipelineTag kind of task
/// @param libraryName library that executes it
public record HubMetadata(
        List<String> languages,
        List<String> tags,
        List<String> datasets,
        List<String> baseModels,
        Optional<String> pipelineTag,
        Optional<String> libraryName) {
    public static final HubMetadata NONE =
            new HubMetadata(
                    List.of(), List.of(), List.of(), List.of(), Optional.empty(), Optional.empty());

    public HubMetadata {
        languages = List.copyOf(languages);
        tags = List.copyOf(tags);
        datasets = List.copyOf(datasets);
        baseModels = List.copyOf(baseModels);
    }
}
