/// Access check of the files and folders of a system.
@NullMarked
package dev.berth.catalog.access;

import org.jspecify.annotations.NullMarked;
