"""AWS's public price list: downloaded when somebody asks for it, read as a stream, made into price books."""
