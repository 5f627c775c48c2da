package io.acsexport.core.http;

/** A request that is answered without anybody looking at what it asks for. */
final class RefusedRequestException extends Exception {

  private final int status;

  RefusedRequestException(int status, String message) {
    super(message);
    this.status = status;
  }

  Response response() {
    return Response.text(status, String.valueOf(getMessage()));
  }
}
