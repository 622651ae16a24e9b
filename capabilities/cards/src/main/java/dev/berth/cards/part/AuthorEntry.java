package dev.berth.cards.part;

import dev.berth.core.system.SourceLocation;

/// A text of an author.
///
/// @param markdown CommonMark; a list of texts is a list here
public record AuthorEntry(String markdown, SourceLocation location) {}
