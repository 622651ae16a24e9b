/// JSON without trees: a scanner that reads bytes in one pass and a writer that appends to a
/// growing array.
///
/// Start reading at [dev.berth.protocol.json.JsonScanner]. Deliberately absent: mapping to objects;
/// each reader asks for the members it knows.
@NullMarked
package dev.berth.protocol.json;

import org.jspecify.annotations.NullMarked;
