package dev.berth.batch;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a job scores, and where to.
///
/// @param source a table file
/// @param destination a file, whose ending names its format; other files of the job lie beside it
/// @param inputs columns of the source, or expressions over them, by input; an input that is not
///   named takes the column of its name
/// @param carried columns of the source that the output has before the predictions; empty for all
/// @param prefix of the names of the output's columns with predictions; may be empty
public record BatchJob(
        Path source,
        Path destination,
        Map<String, String> inputs,
        Optional<List<String>> carried,
        String prefix) {
    public BatchJob {
        inputs = Map.copyOf(inputs);
        carried = carried.map(List::copyOf);
    }
}
