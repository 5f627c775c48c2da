/** A stand-in for the type by which CloudStack knows its own server. */
package org.apache.cloudstack.utils.identity;
