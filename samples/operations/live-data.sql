-- What customers and staff did while the shop was at V129: rows in everything that U124 to U129 take away.
INSERT INTO stock_movement (product_id, delta, reason)
SELECT id, 5, 'delivery 4711' FROM product;

INSERT INTO customer_phone (customer_id, position, phone)
SELECT id, 2, '+49 30 55501' || id FROM customer;

UPDATE orders SET currency = 'CHF' WHERE id IN (SELECT min(id) FROM orders);
UPDATE orders SET status = 'shipped' WHERE status = 'paid';
UPDATE order_line SET discount_pct = 10 WHERE order_id IN (SELECT max(id) FROM orders);

INSERT INTO tag (name) VALUES ('autumn sale');
INSERT INTO product_tag (product_id, tag_id)
SELECT p.id, t.id FROM product AS p, tag AS t WHERE t.name = 'autumn sale';
