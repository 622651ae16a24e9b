/// Files of a repository, with bounds on what is read.
@NullMarked
package dev.berth.audit.source;

import org.jspecify.annotations.NullMarked;
