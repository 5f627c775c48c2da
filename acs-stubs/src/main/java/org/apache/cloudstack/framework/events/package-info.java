/**
 * Stand-ins for CloudStack's event types, with the members of 4.20 to 4.22 that the adapter or its
 * tests touch. They exist to compile and test against, because CloudStack publishes no artifacts;
 * no shipped jar contains them.
 */
package org.apache.cloudstack.framework.events;
