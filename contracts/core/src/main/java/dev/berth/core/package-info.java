/// Names, versions, identifiers and errors: the words that every other module speaks.
///
/// Start reading at [dev.berth.core.Problem], the one form of an error, and
/// [dev.berth.core.ModelReference], the one name of a model. Deliberately absent: anything that
/// does I/O, any wire format, any dependency beyond the JDK and the JSpecify annotations.
@NullMarked
package dev.berth.core;

import org.jspecify.annotations.NullMarked;
