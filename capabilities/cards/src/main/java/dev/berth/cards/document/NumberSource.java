package dev.berth.cards.document;

import java.util.List;

/// The origin of numbers: the command that produced them, from what, where and when.
///
/// @param id short and unique within a document, such as `evaluation credit`
/// @param file that holds the numbers, below the system's directory; empty if the document alone
///   holds them
/// @param facts command, hashes, machine, date and settings, in the order in which they are shown;
///   of one that is unknown the text says so
public record NumberSource(String id, String file, List<SourceFact> facts) {
    public NumberSource {
        facts = List.copyOf(facts);
    }

    /// One fact of an origin.
    ///
    /// @param key for programs, such as `data-sha256`
    /// @param name for people, such as `SHA-256 of the data`
    /// @param value empty if it is unknown
    public record SourceFact(String key, String name, String value) {}
}
