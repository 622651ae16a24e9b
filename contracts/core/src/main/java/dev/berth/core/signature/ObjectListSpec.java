package dev.berth.core.signature;

import java.util.List;

/// A list of things in an answer, each of which has several fields: `lines` with a text, a score
/// and a box for each line.
///
/// A signature has an output for each of them, named `lines.text`, `lines.score` and so on, whose
/// first dimension of a record is the list. Where answers are records, they show one list of
/// objects; where they are tensors, one tensor for each.
///
/// @param name what the list is called in a record
/// @param meaning what it is a list of; may be empty
/// @param keys what the fields are called in an object
public record ObjectListSpec(String name, String meaning, List<String> keys) {

    public ObjectListSpec {
        keys = List.copyOf(keys);
    }

    /// The name of the output that has one of the fields.
    public static String outputName(String list, String key) {
        return list + "." + key;
    }

    /// The name of the output that has one of its fields.
    public String outputName(String key) {
        return outputName(name, key);
    }

    /// Whether an output is one of its fields.
    public boolean has(String output) {
        return output.length() > name.length()
                && output.charAt(name.length()) == '.'
                && output.startsWith(name);
    }
}
