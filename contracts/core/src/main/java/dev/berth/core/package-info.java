/// Names, versions, identifiers and errors, used by every other module.
///
/// Start reading at [dev.berth.core.Problem], the one form of an error: a stable code with a
/// category, a message with what was found and expected, a remedy. Every user error ends as one;
/// descriptions on disk have `ValidationError`s, many at once, with file and line.
/// [dev.berth.core.ModelReference] is the one name of a model. Deliberately absent: I/O, wire
/// formats, dependencies beyond the JDK and the JSpecify annotations.
@NullMarked
package dev.berth.core;

import org.jspecify.annotations.NullMarked;
