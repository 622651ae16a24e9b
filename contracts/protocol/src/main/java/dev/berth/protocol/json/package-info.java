/// JSON without trees: a scanner that reads bytes in one pass and a writer that appends to a
/// growing array.
///
/// Start reading at [dev.berth.protocol.json.JsonScanner]. Where the form is not known beforehand,
/// [dev.berth.protocol.json.JsonValues] and [dev.berth.protocol.json.JsonValueReader] make plain
/// values. Deliberately absent: mapping to objects; each reader names the members it knows.
@NullMarked
package dev.berth.protocol.json;

import org.jspecify.annotations.NullMarked;
